"""django-helpdesk as its own documents install it, in an environment of its own; only its settings are ours."""
