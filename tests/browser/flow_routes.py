"""Which routes of the firm's and the application's pages a journey has to look at, and which it need not."""

#: Pages that every journey looks at, with the firm's owner, her colleague, and the staff at the desk.
PAGES = frozenset(
    {
        *("firm", "firm-create", "firm-edit", "firm-leave", "firm-fact", "profile"),
        *("member-invite", "invitation", "member-transfer", "member-remove"),
        *("firm-papers", "firm-paper-new", "firm-paper", "firm-paper-change", "firm-paper-replace"),
        *("firm-consents", "firm-consent", "firm-matches", "firm-plans"),
        *("apply", "apply-several", "applications", "application"),
        *("apply-together", "apply-together-check", "apply-together-receipt"),
        *("application-section", "application-check", "application-receipt"),
        *("application-sent", "application-again", "application-move"),
        *("desk", "desk-application", "desk-sent"),
    }
)

#: Pages around them, of other rooms.
AROUND = frozenset(
    {
        *("home", "catalogue", "measure", "inbox"),
        *("account_login", "account_signup", "account_email_verification_sent", "account_confirm_email"),
    }
)

#: Routes that have no page of their own: they do something and lead to one of the pages, or hand out a file.
WITHOUT_PAGE = frozenset(
    {
        *("firm-switch", "member-role", "invitation-revoke", "session-stay"),
        *("firm-paper-archive", "firm-paper-restore", "firm-consents-csv", "document"),
        *("application-newest-form", "application-drop-answers", "application-message"),
        *("application-sent-pdf", "milestone-report"),
        *("desk-message", "desk-move", "desk-milestones", "desk-milestone", "desk-sent-pdf"),
    }
)

#: Pages where an author builds a form: `test_form_pages` looks at them.
FORM_PAGES = frozenset(
    {
        *("desk_forms", "desk_form", "desk_form_preview", "desk_form_trial"),
        *("desk_section_add", "desk_section", "desk_question_add", "desk_question", "desk_form_publish"),
    }
)
FORM_BUTTONS = frozenset({"desk_form_start", "desk_form_act", "desk_section_act", "desk_question_act"})

#: Other rooms of the same files: the eligibility check, landing plans, reports from readers.
OTHER_ROOMS = frozenset(
    {
        *("check", "check_next", "check_question", "check_clear", "check_results", "check_shared"),
        *("check_keep", "check_keep_for"),
        *("plan_new", "plan", "plan_ics", "plan_keep"),
        *("desk_reports", "desk_report"),
    }
)
