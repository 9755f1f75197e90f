// React's style type takes custom properties too.

import 'react';

declare module 'react' {
  interface CSSProperties {
    '--hold'?: string;
  }
}
