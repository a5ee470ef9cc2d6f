-- unscoped: of schools that were looked up within the Scope
SELECT EXISTS (
    FROM portal_given g
    LEFT JOIN portal_school_day p ON p.day = $day AND p.school_id = g.school_id
    WHERE p.day IS NULL
       OR p.uploaded IS DISTINCT FROM g.uploaded
       OR p.uploaded_at IS DISTINCT FROM g.uploaded_at
       OR p.present IS DISTINCT FROM g.present
)
