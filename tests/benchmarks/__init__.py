"""What the package's promises about speed cost here and now: ``python -m tests.benchmarks``."""
