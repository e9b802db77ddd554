"""Files of text, and JSON: recognised by their content, read into rows."""
