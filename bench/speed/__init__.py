"""How fast it is, against what anybody can check: a bare view, COPY, and another ticket tracker, started beside it."""
