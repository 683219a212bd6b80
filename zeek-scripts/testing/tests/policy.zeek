# @TEST-DOC: A policy hook keeps rows out of the log.
# @TEST-EXEC: zeek -C -r $TRACES/modbus.pcap $PACKAGE %INPUT
# @TEST-EXEC: btest-diff otsift_modbus.log

hook OtsiftModbus::log_policy(rec: any, id: Log::ID, filter: Log::Filter)
	{
	if ( ( rec as OtsiftModbus::Info )$kind != "violation" )
		break;
	}
