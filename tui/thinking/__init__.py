"""A model at work, to look at: which words it looked at, what it remembered, what else it thought of."""
