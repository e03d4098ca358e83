"""Edit scenarios, judged against a freshly started process."""
