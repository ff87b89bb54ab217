"""The demonstration clinic: photographs that the program renders, and the record around them."""
