"""Review: marks derived from matches and verdicts, and the people who settle what is doubtful."""
