"""The models and all they need. Knows nothing of screens: it speaks in the events of `neural.events`."""
