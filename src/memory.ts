// V8 lets its heap grow to four times of what is in use before it cleans up, and gives the rest back late. What
// otsift promises of memory holds for garbage too, so each of its processes imports this first.
import { setFlagsFromString } from 'node:v8'

setFlagsFromString('--heap-growing-percent=40')
