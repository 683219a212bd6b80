# @TEST-DOC: The s7comm log of a small conversation, as TSV.
# @TEST-EXEC: zeek -C -r $TRACES/s7comm.pcap $PACKAGE %INPUT
# @TEST-EXEC: btest-diff otsift_s7comm.log
# @TEST-EXEC: test ! -f reporter.log
