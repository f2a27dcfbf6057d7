"""How many hypotheses a search keeps where nobody says."""

from __future__ import annotations

BEAM = 5
"""Of a network alone: a wider search finds what is likelier, and no better."""
JUDGED_BEAM = 8
"""Where the translator of the opposite direction chooses among what is found: it wants something to choose from."""
