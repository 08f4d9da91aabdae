"""What an Admin changes: accounts, master data, calendars, settings, and work that went wrong."""
