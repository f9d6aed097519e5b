"""How long a test waits for what must come; only a broken test waits so long."""

PATIENCE_S = 300.0
PATIENCE_MS = round(PATIENCE_S * 1000)
