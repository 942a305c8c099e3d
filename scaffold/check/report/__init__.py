"""Results become text, JSON, GitHub annotations or SARIF."""
