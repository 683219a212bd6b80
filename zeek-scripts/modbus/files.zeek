##! Which records of which files were read or written. Contents are not logged.

@load ./main
@load ./units

module OtsiftModbus;

function files_written(c: connection, is_request: bool, refs: ModbusFileReferences)
	{
	local files: vector of count;
	local records: vector of count;
	local lengths: vector of count;

	for ( i in refs )
		{
		files += refs[i]$file_num;
		records += refs[i]$record_num;
		lengths += refs[i]$record_len;
		}

	local row = body_of(c, is_request);
	row$file_numbers = files;
	row$record_numbers = records;
	row$record_lengths = lengths;
	take(c, row);
	}

event modbus_read_file_record_request(c: connection, headers: ModbusHeaders, byte_count: count, refs: ModbusFileRecordRequests)
	{
	local files: vector of count;
	local records: vector of count;
	local lengths: vector of count;

	for ( i in refs )
		{
		files += refs[i]$file_num;
		records += refs[i]$record_num;
		lengths += refs[i]$record_len;
		}

	local row = body_of(c, T);
	row$file_numbers = files;
	row$record_numbers = records;
	row$record_lengths = lengths;
	take(c, row);
	}

event modbus_read_file_record_response(c: connection, headers: ModbusHeaders, byte_count: count, refs: ModbusFileRecordResponses)
	{
	take(c, body_of(c, F));
	}

event modbus_write_file_record_request(c: connection, headers: ModbusHeaders, byte_count: count, refs: ModbusFileReferences)
	{
	files_written(c, T, refs);
	}

event modbus_write_file_record_response(c: connection, headers: ModbusHeaders, byte_count: count, refs: ModbusFileReferences)
	{
	files_written(c, F, refs);
	}
