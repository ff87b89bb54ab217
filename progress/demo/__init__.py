"""The demonstration clinic: photographs that the program renders itself, and the record around them."""
