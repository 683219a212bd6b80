##! Addresses and values of the functions on registers.

@load ./main
@load ./units

module OtsiftModbus;

# A vector from the analyzer is used as it is: nothing changes it later.
function bounded(registers: ModbusRegisters): vector of count
	{
	return |registers| > max_values ? registers[0:max_values] : registers;
	}

function registers_asked(c: connection, is_request: bool, address: count, quantity: count)
	{
	local row = body_of(c, is_request);
	row$address = address;
	row$quantity = quantity;
	take(c, row);
	}

function registers_answered(c: connection, registers: ModbusRegisters)
	{
	local row = body_of(c, F);
	row$quantity = |registers|;

	if ( log_values && |registers| > 0 )
		row$values = bounded(registers);

	take(c, row);
	}

function register_written(c: connection, is_request: bool, address: count, value: count)
	{
	local row = body_of(c, is_request);
	row$address = address;
	row$quantity = 1;

	if ( log_values )
		row$values = vector(value);

	take(c, row);
	}

function register_masked(c: connection, is_request: bool, address: count, and_mask: count, or_mask: count)
	{
	local row = body_of(c, is_request);
	row$address = address;
	row$quantity = 1;
	row$and_mask = and_mask;
	row$or_mask = or_mask;
	take(c, row);
	}

event modbus_read_holding_registers_request(c: connection, headers: ModbusHeaders, start_address: count, quantity: count)
	{
	registers_asked(c, T, start_address, quantity);
	}

event modbus_read_holding_registers_response(c: connection, headers: ModbusHeaders, registers: ModbusRegisters)
	{
	registers_answered(c, registers);
	}

event modbus_read_input_registers_request(c: connection, headers: ModbusHeaders, start_address: count, quantity: count)
	{
	registers_asked(c, T, start_address, quantity);
	}

event modbus_read_input_registers_response(c: connection, headers: ModbusHeaders, registers: ModbusRegisters)
	{
	registers_answered(c, registers);
	}

event modbus_write_single_register_request(c: connection, headers: ModbusHeaders, address: count, value: count)
	{
	register_written(c, T, address, value);
	}

event modbus_write_single_register_response(c: connection, headers: ModbusHeaders, address: count, value: count)
	{
	register_written(c, F, address, value);
	}

event modbus_write_multiple_registers_request(c: connection, headers: ModbusHeaders, start_address: count, registers: ModbusRegisters)
	{
	local row = body_of(c, T);
	row$address = start_address;
	row$quantity = |registers|;

	if ( log_values && |registers| > 0 )
		row$values = bounded(registers);

	take(c, row);
	}

event modbus_write_multiple_registers_response(c: connection, headers: ModbusHeaders, start_address: count, quantity: count)
	{
	registers_asked(c, F, start_address, quantity);
	}

event modbus_mask_write_register_request(c: connection, headers: ModbusHeaders, address: count, and_mask: count, or_mask: count)
	{
	register_masked(c, T, address, and_mask, or_mask);
	}

event modbus_mask_write_register_response(c: connection, headers: ModbusHeaders, address: count, and_mask: count, or_mask: count)
	{
	register_masked(c, F, address, and_mask, or_mask);
	}

event modbus_read_write_multiple_registers_request(c: connection, headers: ModbusHeaders,
    read_start_address: count, read_quantity: count, write_start_address: count, write_registers: ModbusRegisters)
	{
	local row = body_of(c, T);
	row$address = read_start_address;
	row$quantity = read_quantity;
	row$write_address = write_start_address;

	if ( log_values )
		row$write_values = bounded(write_registers);

	take(c, row);
	}

event modbus_read_write_multiple_registers_response(c: connection, headers: ModbusHeaders, written_registers: ModbusRegisters)
	{
	registers_answered(c, written_registers);
	}

event modbus_read_fifo_queue_request(c: connection, headers: ModbusHeaders, start_address: count)
	{
	local row = body_of(c, T);
	row$address = start_address;
	take(c, row);
	}

event modbus_read_fifo_queue_response(c: connection, headers: ModbusHeaders, fifos: ModbusRegisters)
	{
	registers_answered(c, fifos);
	}
