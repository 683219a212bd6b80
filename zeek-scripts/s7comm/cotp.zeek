##! COTP: tells data from connection handling and puts data units together.

@load ./main
@load ./bytes
@load ./units
@load ./plus
@load ./connect

module OtsiftS7comm;

## What a unit holds when it is not S7comm.
function other_unit(c: connection, s: State, is_orig: bool, data: string)
	{
	++s$others;

	if ( s$units > 0 || s$others < max_others )
		return;

	s$ignored = T;
	add c$service["cotp"];
	local row = new_row(c, "other");
	row$is_orig = is_orig;
	row$reason = fmt("COTP data that begin with 0x%s", bytestring_to_hexstr(data[0:4]));
	Log::write(LOG, row);
	}

function data_unit(c: connection, s: State, half: Half, is_orig: bool, data: string)
	{
	switch ( u8(data, 0) )
		{
		case 0x32:
			s7comm_unit(c, s, is_orig, data);
			break;
		case 0x72:
			plus_unit(c, s, half, is_orig, data);
			break;
		default:
			other_unit(c, s, is_orig, data);
			break;
		}
	}

# A data unit without the end mark is continued by the next one.
function data_part(c: connection, s: State, half: Half, is_orig: bool, data: string, last: bool)
	{
	if ( |half$fragment| > 0 )
		{
		data = half$fragment + data;
		half$fragment = "";
		}

	if ( last )
		{
		if ( |data| > 0 )
			data_unit(c, s, half, is_orig, data);
		}
	else if ( |data| <= max_unit )
		half$fragment = data;
	else
		violate(c, s, is_orig, fmt("COTP data of more than %d bytes", max_unit));
	}

## Takes one TPKT unit: four bytes of TPKT, the COTP header with its length
## first, and what it carries.
function cotp_unit(c: connection, s: State, half: Half, is_orig: bool, unit: string)
	{
	local head = u16(unit, 4);
	local end = 5 + ( head >> 8 );

	switch ( head & 0xf0 )
		{
		case 0xf0:
			data_part(c, s, half, is_orig, unit[end:|unit|], u8(unit, 6) & 0x80 != 0);
			break;
		case 0xe0:
			connect_request(c, s, is_orig, unit[4:end]);
			break;
		case 0xd0, 0x80, 0x70:
			connect_answer(c, s, is_orig, unit[4:end], head & 0xf0);
			break;
		default:
			violate(c, s, is_orig, fmt("COTP unit 0x%02x", head & 0xff));
			break;
		}
	}
