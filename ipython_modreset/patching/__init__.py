"""New code objects into live functions, where nothing else of a module changed."""
