const undo: (() => void)[] = []

afterEach(() => {
  for (const each of undo.splice(0)) each()
})

/** Puts a faulty method in place of a class's own until the test is over. */
export function plant<Of extends object, Method extends keyof Of>(
  prototype: Of,
  method: Method,
  faulty: (own: Of[Method]) => Of[Method],
): void {
  const own = prototype[method]
  prototype[method] = faulty(own)
  undo.push(() => {
    prototype[method] = own
  })
}
