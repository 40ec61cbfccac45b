"""An office's old ledger: how its columns read, and how they are printed again."""
