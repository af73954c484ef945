"""How long things take, in one run, as ratios; each module says how it is started."""
