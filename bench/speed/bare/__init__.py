"""A bare Django view with one INSERT: what the machine, Python, Django and PostgreSQL allow."""
