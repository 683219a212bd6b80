@load ./main
@load ./pairing
@load ./units
@load ./objects
@load ./controls
@load ./violations
