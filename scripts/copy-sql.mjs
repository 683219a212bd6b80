// The compiler copies only code: this puts the .sql files beside it, so that dist/ mirrors src/.
import { chmodSync, cpSync, existsSync } from 'node:fs'

cpSync('src', 'dist', { recursive: true, filter: (path) => !path.endsWith('.ts') })
if (existsSync('dist/cli.js')) chmodSync('dist/cli.js', 0o755)
