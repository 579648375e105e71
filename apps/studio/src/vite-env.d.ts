/// <reference types="vite/client" />

/** Version of the library that the studio was built with. */
declare const __QEP_VERSION__: string;
