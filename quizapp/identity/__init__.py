"""Who somebody is: signed-in sessions, one-time links, return links, names, tokens, and the rate limit on guesses."""
