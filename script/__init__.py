"""What stands behind `script/server`, `script/test` and `script/manage`: the standard library alone."""
