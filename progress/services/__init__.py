"""What the program does: one verb per function, one transaction, one line of audit."""
