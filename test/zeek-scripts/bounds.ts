/** Script text that complains, in reporter.log, when a connection's state outgrows its bounds. */
export const WATCH_BOUNDS = `
event tcp_contents(c: connection, is_orig: bool, seq: count, contents: string) &priority=-10
	{
	if ( ! c?$otsift_s7comm )
		return;

	local s = c$otsift_s7comm;
	local half = is_orig ? s$orig : s$resp;

	if ( |half$buffer| > OtsiftS7comm::max_unit || |half$fragment| > OtsiftS7comm::max_unit ||
	     |s$pending| > OtsiftS7comm::max_pending || |s$queued| > OtsiftS7comm::max_pending )
		Reporter::error("S7comm state out of bounds");
	}

event modbus_message(c: connection, headers: ModbusHeaders, is_orig: bool) &priority=-10
	{
	local s = c$otsift_modbus;

	if ( |s$pending| > OtsiftModbus::max_pending || |s$queued| > OtsiftModbus::max_pending )
		Reporter::error("Modbus state out of bounds");
	}

event dnp3_header_block(c: connection, is_orig: bool, len: count, ctrl: count, dest: count, src: count) &priority=-10
	{
	local s = c$otsift_dnp3;

	if ( |s$pending| > OtsiftDNP3::max_pending || |s$queued| > OtsiftDNP3::max_pending )
		Reporter::error("DNP3 state out of bounds");
	}
`
