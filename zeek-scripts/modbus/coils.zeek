##! Addresses and values of the functions on coils and discrete inputs.

@load ./main
@load ./units

module OtsiftModbus;

# Zeek gives coils as bools; the log has one type of values for all.
function coil_values(coils: ModbusCoils): vector of count
	{
	local values: vector of count;

	for ( i in coils )
		{
		if ( i >= max_values )
			break;

		values += coils[i] ? 1 : 0;
		}

	return values;
	}

function coils_asked(c: connection, is_request: bool, address: count, quantity: count)
	{
	local row = body_of(c, is_request);
	row$address = address;
	row$quantity = quantity;
	take(c, row);
	}

function coils_answered(c: connection, coils: ModbusCoils)
	{
	local row = body_of(c, F);

	if ( log_values && |coils| > 0 )
		row$values = coil_values(coils);

	take(c, row);
	}

function coil_written(c: connection, is_request: bool, address: count, value: bool)
	{
	local row = body_of(c, is_request);
	row$address = address;
	row$quantity = 1;

	if ( log_values )
		row$values = vector(value ? 1 : 0);

	take(c, row);
	}

event modbus_read_coils_request(c: connection, headers: ModbusHeaders, start_address: count, quantity: count)
	{
	coils_asked(c, T, start_address, quantity);
	}

event modbus_read_coils_response(c: connection, headers: ModbusHeaders, coils: ModbusCoils)
	{
	coils_answered(c, coils);
	}

event modbus_read_discrete_inputs_request(c: connection, headers: ModbusHeaders, start_address: count, quantity: count)
	{
	coils_asked(c, T, start_address, quantity);
	}

event modbus_read_discrete_inputs_response(c: connection, headers: ModbusHeaders, coils: ModbusCoils)
	{
	coils_answered(c, coils);
	}

event modbus_write_single_coil_request(c: connection, headers: ModbusHeaders, address: count, value: bool)
	{
	coil_written(c, T, address, value);
	}

event modbus_write_single_coil_response(c: connection, headers: ModbusHeaders, address: count, value: bool)
	{
	coil_written(c, F, address, value);
	}

event modbus_write_multiple_coils_request(c: connection, headers: ModbusHeaders, start_address: count, coils: ModbusCoils)
	{
	local row = body_of(c, T);
	row$address = start_address;
	row$quantity = |coils|;

	if ( log_values && |coils| > 0 )
		row$values = coil_values(coils);

	take(c, row);
	}

event modbus_write_multiple_coils_response(c: connection, headers: ModbusHeaders, start_address: count, quantity: count)
	{
	coils_asked(c, F, start_address, quantity);
	}
