##! Functions 8 (diagnostics) and 43 (encapsulated interface, as the reading of
##! device identification).

@load ./main
@load ./units

module OtsiftModbus;

function payload(c: connection, is_request: bool, subfunction: count, data: string)
	{
	local row = body_of(c, is_request);
	row$subfunction = subfunction;

	if ( log_values && is_request )
		row$data = bytestring_to_hexstr(data[0:max_data]);
	else if ( log_values )
		row$response_data = bytestring_to_hexstr(data[0:max_data]);

	take(c, row);
	}

event modbus_diagnostics_request(c: connection, headers: ModbusHeaders, subfunction: count, data: string)
	{
	payload(c, T, subfunction, data);
	}

event modbus_diagnostics_response(c: connection, headers: ModbusHeaders, subfunction: count, data: string)
	{
	payload(c, F, subfunction, data);
	}

event modbus_encap_interface_transport_request(c: connection, headers: ModbusHeaders, mei_type: count, data: string)
	{
	payload(c, T, mei_type, data);
	}

event modbus_encap_interface_transport_response(c: connection, headers: ModbusHeaders, mei_type: count, data: string)
	{
	payload(c, F, mei_type, data);
	}
