show all slaves status
