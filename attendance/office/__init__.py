"""Administration: who may do what, accounts, settings, the audit trail."""
