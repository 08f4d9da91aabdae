"""The staff's desk: work list, cases, moves, intake, files, notices."""
