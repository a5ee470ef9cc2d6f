-- unscoped: reconciling receipts with rows is the app's own work, before anybody is signed in
SELECT submission_id FROM submission
