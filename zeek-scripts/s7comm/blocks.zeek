##! Blocks that are transferred, asked about or put into effect.

@load ./main
@load ./bytes

module OtsiftS7comm;

## Names a block: `_`, two characters of type, five digits of number, and where
## it is.
function set_block(row: Info, filename: string)
	{
	if ( |filename| == 0 )
		return;

	row$filename = filename[0:max_value_bytes];
	local name = filename[0] == "_" ? filename[1:|filename|] : filename;

	if ( name != /[0-9A-Z]{2}[0-9]{5}[A-Z]?/ )
		return;

	row$block_type = name[0:2];
	row$block_number = decimal(name[2:7]);

	if ( |name| > 7 )
		row$block_filesystem = name[7];
	}

## Download and upload: function, status, error code, session, file name.
function read_transfer_job(row: Info, param: string)
	{
	if ( row$func >= 29 )
		row$session_id = u32(param, 4);

	if ( row$func > 29 )
		return;

	local length = u8(param, 8);
	set_block(row, param[9:9 + length]);

	# Second part of a download request: 1, load memory length, code length.
	if ( row$func == 26 )
		row$block_length = decimal(param[9 + length + 2:9 + length + 8]);
	}

## The answer to a start of upload: session, and the block's length.
function read_upload_ack(row: Info, param: string)
	{
	row$session_id = u32(param, 4);
	row$block_length = decimal(param[9:9 + u8(param, 8)]);
	}

## PLC control: a parameter block, then the name of the service.
function read_control(row: Info, param: string)
	{
	local length = u16(param, 8);
	local argument = param[10:10 + length];
	local at = 10 + length;
	row$pi_service = param[at + 1:at + 1 + u8(param, at)];

	if ( length > 0 )
		row$pi_argument = argument[0:max_value_bytes];

	# A number of blocks, a filler, and a name of eight characters for each.
	if ( length >= 10 && argument[1] == "\x00" )
		set_block(row, argument[2:10]);
	}

## PLC stop: only the name of the service.
function read_stop(row: Info, param: string)
	{
	row$pi_service = param[7:7 + u8(param, 6)];
	}
