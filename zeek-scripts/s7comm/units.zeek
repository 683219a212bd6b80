##! S7comm units: header, then what the function has.

@load ./main
@load ./bytes
@load ./items
@load ./blocks
@load ./userdata
@load ./pairing

module OtsiftS7comm;

const job = 1;
const ack = 2;
const ack_data = 3;
const userdata = 7;

function read_job(row: Info, param: string, data: string)
	{
	if ( |param| == 0 )
		return;

	row$func = u8(param, 0);

	switch ( row$func )
		{
		case 4:
			read_items(row, param);
			break;
		case 5:
			read_items(row, param);
			read_values(row, data, row$items);
			delete row$item_status;
			break;
		case 26, 27, 28, 29, 30, 31:
			read_transfer_job(row, param);
			break;
		case 40:
			read_control(row, param);
			break;
		case 41:
			read_stop(row, param);
			break;
		case 240:
			row$pdu_length = u16(param, 6);
			break;
		}
	}

function read_ack(row: Info, param: string, data: string)
	{
	if ( |param| == 0 )
		return;

	row$func = u8(param, 0);

	switch ( row$func )
		{
		case 4:
			row$items = u8(param, 1);
			read_values(row, data, row$items);
			break;
		case 5:
			row$items = u8(param, 1);
			read_status(row, data, row$items);
			break;
		case 29:
			read_upload_ack(row, param);
			break;
		case 240:
			row$pdu_length = u16(param, 6);
			break;
		}
	}

# Header: 32, rosctr, two reserved bytes, reference, length of parameters,
# length of data; acknowledgements also have error class and code.
function s7comm_unit(c: connection, s: State, is_orig: bool, unit: string)
	{
	if ( |unit| < 10 )
		{
		violate(c, s, is_orig, fmt("S7comm header of %d bytes", |unit|));
		return;
		}

	++s$units;

	if ( ! s$labelled )
		{
		s$labelled = T;
		add c$service["s7comm"];
		}

	local head = bytestring_to_count(unit[0:8]);
	local row = new_row(c, "request");
	row$is_orig = is_orig;
	row$rosctr = ( head >> 48 ) & 0xff;
	row$pdu_reference = ( head >> 16 ) & 0xffff;
	local acknowledges = row$rosctr == ack || row$rosctr == ack_data;
	local at = acknowledges ? 12 : 10;
	local data_at = at + ( head & 0xffff );
	local end = data_at + u16(unit, 8);
	local param = unit[at:data_at];
	local data = unit[data_at:end];

	if ( end > |unit| )
		violate(c, s, is_orig, fmt("S7comm unit of %d bytes where its header says %d", |unit|, end));

	switch ( row$rosctr )
		{
		case job:
			read_job(row, param, data);
			finish_request(s, row);
			break;
		case ack, ack_data:
			row$error_class = u8(unit, 10);
			row$error_code = u8(unit, 11);
			read_ack(row, param, data);
			finish_response(s, row);
			break;
		case userdata:
			read_userdata(row, param, data);
			finish_userdata(s, row);
			break;
		default:
			violate(c, s, is_orig, fmt("S7comm rosctr %d", row$rosctr));
			break;
		}
	}
