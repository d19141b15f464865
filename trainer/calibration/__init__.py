"""How late each device's path is: learnt by playing to oneself, kept in the state folder, used from then on."""
