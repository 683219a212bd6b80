##! Logs for otsift: one rich row for each Modbus, DNP3 and S7comm exchange.

@load ./modbus
@load ./dnp3
@load ./s7comm
