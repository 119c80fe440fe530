"""Teachers' accounts: first set-up, signing in and out, invitations, passwords."""
