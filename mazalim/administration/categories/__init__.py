"""Categories of complaints: names, words, questions, response time, and whether they are in use."""
