using Apache.Arrow;

namespace Twister2.Tasks;

/// <summary>The rows of several tables.</summary>
internal sealed class UnitedTable(Table[] inputs) : Table(inputs[0].Environment, SchemaOf(inputs))
{
    internal override TableParts Open()
    {
        TableParts[] below = [.. inputs.Select(input => input.Open())];
        return new(
            (task, sink) =>
            {
                foreach (TableParts one in below)
                    if (!sink.IsFull) one.Run(task, new Stage(Schema, sink));
            },
            below);
    }

    private static Schema SchemaOf(Table[] inputs) => new(
        inputs[0].Schema.FieldsList.Select((field, i) => new Field(field.Name, field.DataType, inputs.Any(input => input.Schema.GetFieldByIndex(i).IsNullable), field.Metadata)), null);

    private sealed class Stage(Schema schema, IBatchSink sink) : IBatchSink
    {
        public bool IsFull => sink.IsFull;

        public void Add(RecordBatch batch)
        {
            if (!sink.IsFull) sink.Add(new RecordBatch(schema, batch.Arrays, batch.Length));
        }
    }
}
