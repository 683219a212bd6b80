##! COTP connection requests and their answers, disconnects and errors.

@load ./main
@load ./bytes

module OtsiftS7comm;

function set_called(row: Info, tsap: string)
	{
	row$called_tsap = bytestring_to_hexstr(tsap);

	if ( |tsap| != 2 )
		return;

	local place = u8(tsap, 1);
	row$connection_type = u8(tsap, 0);
	row$rack = place >> 5;
	row$slot = place & 0x1f;
	}

# Parameters: code, length, value. The longest header is 255 bytes.
function read_tsaps(row: Info, header: string)
	{
	local at = 7;
	local n = 0;

	while ( n < 16 && at + 2 <= |header| )
		{
		local code = u8(header, at);
		local length = u8(header, at + 1);
		local value = header[at + 2:at + 2 + length];

		if ( code == 0xc1 )
			row$calling_tsap = bytestring_to_hexstr(value);
		else if ( code == 0xc2 )
			set_called(row, value);

		at += 2 + length;
		++n;
		}
	}

function connect_request(c: connection, s: State, is_orig: bool, header: string)
	{
	if ( s?$connect )
		Log::write(LOG, s$connect);

	add c$service["cotp"];
	local row = new_row(c, "connect");
	row$is_orig = is_orig;
	row$cotp_type = 0xe0;
	read_tsaps(row, header);
	s$connect = row;
	}

## A confirm, disconnect or error.
function connect_answer(c: connection, s: State, is_orig: bool, header: string, code: count)
	{
	if ( s?$connect && code != 0x70 && s$connect$is_orig != is_orig )
		{
		s$connect$response_ts = network_time();
		s$connect$cotp_response = code;
		Log::write(LOG, s$connect);
		delete s$connect;
		return;
		}

	local row = new_row(c, code == 0xd0 ? "connect" : "disconnect");
	row$is_orig = is_orig;
	row$cotp_type = code;

	if ( code == 0xd0 )
		{
		read_tsaps(row, header);
		row$response_ts = row$ts;
		row$cotp_response = code;
		}

	Log::write(LOG, row);
	}
