@load ./main
@load ./pairing
@load ./units
@load ./coils
@load ./registers
@load ./files
@load ./diagnostics
@load ./violations
