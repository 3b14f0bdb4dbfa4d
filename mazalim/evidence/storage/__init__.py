"""Where sealed bytes rest: a folder, or a bucket that speaks S3. Neither knows a name, a kind or a digest of what it keeps."""
