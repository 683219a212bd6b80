##! Begins a row with each Modbus header and ends it with its body. The analyzer
##! raises modbus_message when it has the header, and an event for the function
##! when it has the body: at once, or a segment later, or never, if the function
##! has no such event or the body is broken.

@load ./main
@load ./pairing

module OtsiftModbus;

## Functions with an event for their body.
const with_body: set[count] = { 1, 2, 3, 4, 5, 6, 8, 15, 16, 20, 21, 22, 23, 24, 43 };

function has_body(func: count, is_request: bool): bool
	{
	# Every exception has one, where it is an answer.
	return func in with_body || ( ! is_request && func >= 0x80 );
	}

function take(c: connection, row: Info)
	{
	if ( row$taken )
		return;

	row$taken = T;
	finish(c$otsift_modbus, row);
	}

## The row for a body that is being delivered. Who asks for it fills it in and
## gives it to take().
function body_of(c: connection, is_request: bool): Info
	{
	return is_request ? c$otsift_modbus$request : c$otsift_modbus$response;
	}

event modbus_message(c: connection, headers: ModbusHeaders, is_orig: bool)
	{
	local s = state_of(c);
	local func = headers$function_code;
	local row = Info($ts=network_time(), $uid=c$uid, $id=c$id, $kind="request",
	    $tid=headers$tid, $unit=headers$uid, $func=func & 0x7f,
	    $length=headers$len, $is_request=is_orig);

	# A unit that is still there has lost its body.
	if ( is_orig )
		{
		if ( s?$request )
			take(c, s$request);

		s$request = row;
		}
	else
		{
		if ( s?$response )
			take(c, s$response);

		s$response = row;
		}

	if ( ! has_body(func, is_orig) )
		take(c, row);
	}

event modbus_exception(c: connection, headers: ModbusHeaders, code: count)
	{
	local row = body_of(c, F);
	row$exception = code;
	take(c, row);
	}

event connection_state_remove(c: connection)
	{
	if ( ! c?$otsift_modbus )
		return;

	local s = c$otsift_modbus;

	if ( s?$request )
		take(c, s$request);

	if ( s?$response )
		take(c, s$response);
	}
