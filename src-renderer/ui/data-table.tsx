// A dense table: sticky head, figures to the right, one row per thing, rows by a stable key. The newest `pageRows`
// rows are drawn; the rest comes on request, so that a long history costs nothing.

import { Fragment, useState, type ReactNode } from 'react';

export interface Column<T> {
  readonly key: string;
  readonly head: string;
  /** Figures stand right, words left. */
  readonly align?: 'left' | 'right';
  /** Share of the width left over, default 1. */
  readonly width?: string;
  readonly cell: (row: T) => ReactNode;
  readonly tip?: (row: T) => string | undefined;
}

interface DataTableProps<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  readonly moreLabel: (hidden: number) => string;
  readonly onRow?: (row: T) => void;
  readonly isChosen?: (row: T) => boolean;
  /** What stands below a row in its full width; null for nothing. */
  readonly detail?: (row: T) => ReactNode;
  readonly empty: ReactNode;
  readonly pageRows?: number;
}

export function DataTable<T>(props: DataTableProps<T>) {
  const { label, columns, rows, rowKey, moreLabel, onRow, isChosen, detail, empty, pageRows = 200 } = props;
  const [shown, setShown] = useState(pageRows);
  if (rows.length === 0) return <>{empty}</>;
  const visible = rows.slice(0, shown);
  const hidden = rows.length - visible.length;
  return (
    <div className="table-scroll">
      <table className="table" aria-label={label}>
        <colgroup>
          {columns.map((c) => (
            <col key={c.key} {...(c.width === undefined ? {} : { style: { width: c.width } })} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((c) => (
              <th key={c.key} scope="col" data-align={c.align ?? 'left'}>
                {c.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {visible.map((row) => (
            <Fragment key={rowKey(row)}>
              <tr
                data-chosen={isChosen?.(row) === true ? '' : undefined}
                data-live={onRow === undefined ? undefined : ''}
                onClick={
                  onRow === undefined
                    ? undefined
                    : () => {
                        onRow(row);
                      }
                }
              >
                {columns.map((c) => (
                  <td key={c.key} data-align={c.align ?? 'left'} data-tip={c.tip?.(row)}>
                    {c.cell(row)}
                  </td>
                ))}
              </tr>
              <DetailRow columns={columns.length}>{detail?.(row)}</DetailRow>
            </Fragment>
          ))}
        </tbody>
      </table>
      {hidden > 0 ? (
        <button
          type="button"
          className="button button-quiet table-more"
          onClick={() => {
            setShown(shown + pageRows);
          }}
        >
          {moreLabel(hidden)}
        </button>
      ) : null}
    </div>
  );
}

function DetailRow({ columns, children }: { readonly columns: number; readonly children: ReactNode }) {
  if (children === null || children === undefined) return null;
  return (
    <tr className="table-detail">
      <td colSpan={columns}>{children}</td>
    </tr>
  );
}
