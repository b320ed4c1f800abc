using Apache.Arrow;

namespace Twister2.Tasks;

/// <summary>Columns of a table, or made of them.</summary>
internal sealed class SelectedTable(Table input, string owner, TableColumn[] columns) : Table(input.Environment, SchemaOf(input, owner, columns))
{
    internal override TableParts Open()
    {
        TableParts below = input.Open();
        // Makers have memory of their own: each part has new ones.
        return new((task, sink) => below.Run(task, new Stage(Schema, [.. Bind(input, owner, columns).Select(column => column.Maker)], sink)), below);
    }

    private static Schema SchemaOf(Table input, string owner, TableColumn[] columns)
    {
        if (columns.Length == 0) throw new ArgumentException($"{owner}: a table needs a column.");
        Field[] fields = [.. Bind(input, owner, columns).Select(column => column.Field)];
        if (fields.GroupBy(field => field.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"{owner}: two columns would be called '{twice.Key}'. Give one another name with {nameof(TableColumn.As)}.");
        return new Schema(fields, null);
    }

    private static IEnumerable<(Field Field, IColumnMaker Maker)> Bind(Table input, string owner, TableColumn[] columns)
    {
        ColumnScope scope = new(owner, input.Schema, input.Environment);
        for (int i = 0; i < columns.Length; i++)
        {
            TableColumn column = columns[i] ?? throw new ArgumentException($"{owner}: column {i} is null.");
            string name = column.OwnName ?? throw new ArgumentException($"{owner}: column {i} is computed and has no name. Give it one with {nameof(TableColumn.As)}.");
            yield return column.BindOutput(scope, name);
        }
    }

    private sealed class Stage(Schema schema, IColumnMaker[] makers, IBatchSink sink) : IBatchSink
    {
        public bool IsFull => sink.IsFull;

        public void Add(RecordBatch batch) => sink.Add(new RecordBatch(schema, makers.Select(maker => maker.Make(batch)), batch.Length));
    }
}
