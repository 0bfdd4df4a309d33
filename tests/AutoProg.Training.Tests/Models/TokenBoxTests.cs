using AutoProg.Training.Models;

namespace AutoProg.Training.Tests.Models;

public sealed class TokenBoxTests
{
    [Theory]
    [InlineData(0.75, 7, 7, 4, 4, 10, 10)] // A side of half the grid, 7 tokens, of which 3 lie before the centre and 3 from it on.
    [InlineData(0.75, 0, 13, 0, 10, 3, 14)]
    [InlineData(0, 7, 7, 0, 0, 14, 14)]
    public void A_box_lies_around_its_centre_and_inside_the_grid(double kept, int row, int column, int top, int left, int bottom, int right) =>
        Assert.Equal(new TokenBox(top, left, bottom, right), TokenBox.Around(14, 14, kept, row, column));

    [Fact]
    public void Nothing_to_mix_is_an_empty_box()
    {
        Assert.Equal(0, TokenBox.Around(14, 14, kept: 1, row: 5, column: 5).Area);
        Assert.Equal(0, default(TokenBox).Area);
    }
}
