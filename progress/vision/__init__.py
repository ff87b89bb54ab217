"""Making photos comparable: numpy in, numpy out; no web, no database, no files of ours."""
