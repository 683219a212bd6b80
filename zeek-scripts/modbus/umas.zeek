##! The sub-code of function 90, with which Schneider's tools start, stop and
##! program a controller (UMAS). Zeek's analyzer has no event for its body, so
##! the byte is taken from the stream: of the first unit in a segment, which is
##! where a client that waits for its answers puts it.

@load ./main

module OtsiftModbus;

export {
	## Ports on which function 90 is looked into. Taken when Zeek starts.
	option umas_ports: set[port] = { 502/tcp };
}

event zeek_init()
	{
	# A constant table, but only its name is constant.
	local delivered = tcp_content_delivery_ports_orig;

	for ( p in umas_ports )
		delivered[p] = T;
	}

# Comes before the analyzer's events about the same bytes: transaction,
# protocol, length and unit in seven bytes, then function, session, sub-code.
event tcp_contents(c: connection, is_orig: bool, seq: count, contents: string)
	{
	if ( ! is_orig || contents[7] != "\x5a" || |contents| < 10 || c$id$resp_p !in umas_ports )
		return;

	local s = state_of(c);
	s$umas_tid = bytestring_to_count(contents[0:2]);
	s$umas_code = bytestring_to_count(contents[9]);
	}

event modbus_message(c: connection, headers: ModbusHeaders, is_orig: bool) &priority=-5
	{
	if ( headers$function_code != 90 || ! is_orig )
		return;

	local s = c$otsift_modbus;

	if ( s?$umas_code && s$umas_tid == headers$tid )
		s$request$subfunction = s$umas_code;

	delete s$umas_code;
	}
