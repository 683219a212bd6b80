##! Userdata: system status lists, blocks, clock, password, cyclic data, alarms.

@load ./main
@load ./bytes
@load ./blocks
@load ./pairing

module OtsiftS7comm;

# Parameters: 00 01 12, length, method, type and group, sub-function, sequence,
# and in responses data unit reference, last data unit, error code.
# Data: return code, transport size, length, payload.
function read_userdata(row: Info, param: string, data: string)
	{
	local kind = u8(param, 5);
	row$ud_type = kind >> 4;
	row$ud_group = kind & 0x0f;
	row$ud_subfunction = u8(param, 6);

	if ( |param| >= 12 )
		{
		row$error_class = u8(param, 10);
		row$error_code = u8(param, 11);
		}

	if ( row$ud_type == 8 && |data| > 0 )
		row$return_code = u8(data, 0);

	if ( row$ud_group == 4 && row$ud_subfunction == 1 && |data| >= 8 )
		{
		row$szl_id = u16(data, 4);
		row$szl_index = u16(data, 6);
		}

	if ( row$ud_group == 3 && row$ud_type == 4 )
		{
		if ( row$ud_subfunction == 2 && |data| >= 6 )
			row$block_type = data[4:6];
		else if ( row$ud_subfunction == 3 && |data| >= 12 )
			set_block(row, data[4:12]);
		}
	}

function finish_userdata(s: State, row: Info)
	{
	switch ( row$ud_type )
		{
		case 4:
			finish_request(s, row);
			break;
		case 8:
			finish_response(s, row);
			break;
		default:
			row$kind = "push";
			Log::write(LOG, row);
			break;
		}
	}
