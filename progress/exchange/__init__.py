"""What leaves, on paper and in files: values in, bytes out."""
